"""Photovoltaics: the package ``pvlib`` as it stands, with numbers and arrays."""

from __future__ import annotations

import numpy as np
import pytest

from tests.packages.registry import Case, check_derivative, check_refusal, refused, right, total

pytest.importorskip("pvlib")
from pvlib import (
    albedo,
    atmosphere,
    clearsky,
    iam,
    inverter,
    irradiance,
    ivtools,
    pvarray,
    pvsystem,
    shading,
    singlediode,
    snow,
    solarposition,
    spa,
    spectrum,
    temperature,
    tools,
    tracking,
    transformer,
)
from pvlib.bifacial import infinite_sheds, utils
from pvlib.bifacial.loss_models import power_mismatch_deline

#: Zeniths, global, diffuse and direct irradiance at four times.
ZENITH = np.array([35.0, 48.0, 61.5, 72.0])
GHI = np.array([810.0, 640.0, 420.0, 210.0])
DHI = np.array([120.0, 140.0, 160.0, 130.0])
DNI = np.array([840.0, 750.0, 545.0, 260.0])
AZIMUTH = np.array([170.0, 200.0, 225.0, 250.0])
ANGLES = np.array([5.0, 25.0, 47.0, 78.0])
AIRMASS = np.array([1.2, 1.5, 2.1, 3.2])
CELL = np.array([25.0, 35.0, 45.0, 30.0])
#: Photocurrent, saturation current, series and shunt resistance, thermal voltage of a module.
DIODE = (6.1, 1.2e-10, 0.35, 320.0, 1.55)
SANDIA = {
    "Paco": 315.0, "Pdco": 328.0, "Vdco": 40.0, "Pso": 2.2, "C0": -4.1e-5, "C1": -9e-5, "C2": 7e-4, "C3": -2e-2,
    "Pnt": 0.09,
}  # fmt: skip
SAPM = {
    "A0": 0.928385, "A1": 0.068093, "A2": -0.0077, "A3": 0.0001, "A4": -2e-6, "B0": 1.0, "B1": -0.002438,
    "B2": 0.00031, "B3": -1.246e-5, "B4": 2.11e-7, "B5": -1.36e-9, "C0": 1.01, "C1": -0.0129, "C2": 0.279,
    "C3": -7.24, "C4": 0.996, "C5": 0.003, "C6": 1.15, "C7": -0.15, "Isco": 5.09, "Impo": 4.54, "Voco": 59.3,
    "Vmpo": 48.3, "Aisc": 0.000397, "Aimp": 0.000181, "Bvoco": -0.21696, "Mbvoc": 0.0, "Bvmpo": -0.23, "Mbvmp": 0.0,
    "N": 1.4, "Cells_in_Series": 96, "IXO": 4.97, "IXXO": 3.19, "FD": 1.0,
}  # fmt: skip


CASES = [
    Case("tools.cosd", lambda x: total(tools.cosd(x)), (ANGLES,)),
    Case("tools.sind", tools.sind, (37.0,)),
    Case("tools.tand", tools.tand, (37.0,)),
    Case("tools.asind", tools.asind, (0.6,)),
    Case("tools.acosd", tools.acosd, (0.6,)),
    Case("tools.atand", tools.atand, (0.6,)),
    Case("tools.normalize_max2one", lambda x: total(tools.normalize_max2one(x)), (ANGLES,)),
    Case("atmosphere.pres2alt", atmosphere.pres2alt, (90000.0,)),
    Case("atmosphere.alt2pres", lambda x: total(atmosphere.alt2pres(x)), (GHI,)),
    Case("atmosphere.get_absolute_airmass", atmosphere.get_absolute_airmass, (1.5, 90000.0)),
    Case("atmosphere.get_relative_airmass", atmosphere.get_relative_airmass, (50.0,)),
    Case("atmosphere.get_relative_airmass, arrays", lambda z: total(atmosphere.get_relative_airmass(z)), (ZENITH,)),
    Case("atmosphere.get_relative_airmass, simple", lambda z: atmosphere.get_relative_airmass(z, "simple"), (50.0,)),
    Case("atmosphere.gueymard94_pw", lambda t, h: total(atmosphere.gueymard94_pw(t, h)), (CELL, ANGLES)),
    Case("atmosphere.rh_from_tdew", lambda a, d: atmosphere.rh_from_tdew(a, d), (21.0, 12.0)),
    Case("atmosphere.tdew_from_rh", lambda a, h: atmosphere.tdew_from_rh(a, h), (21.0, 62.0)),
    Case("atmosphere.bird_hulstrom80_aod_bb", atmosphere.bird_hulstrom80_aod_bb, (0.2, 0.15)),
    Case("atmosphere.kasten96_lt", atmosphere.kasten96_lt, (1.5, 2.1, 0.15)),
    Case("atmosphere.angstrom_aod_at_lambda", atmosphere.angstrom_aod_at_lambda, (0.2, 500.0, 1.1, 700.0)),
    Case("atmosphere.angstrom_alpha", atmosphere.angstrom_alpha, (0.2, 500.0, 0.15, 700.0)),
    Case("atmosphere.windspeed_powerlaw", lambda v, h: atmosphere.windspeed_powerlaw(v, h, 10.0, 0.2), (3.0, 2.0)),
    Case(
        "atmosphere.windspeed_powerlaw, surface",
        lambda v: atmosphere.windspeed_powerlaw(v, 2.0, 10.0, surface_type="neutral_air_above_open_water_surface"),
        (3.0,),
    ),
    Case(
        "albedo.inland_water_dvoracek",
        lambda e: albedo.inland_water_dvoracek(e, color_coeff=0.13, wave_roughness_coeff=0.29),
        (35.0,),
    ),
    Case("irradiance.aoi_projection", irradiance.aoi_projection, (30.0, 170.0, 40.0, 150.0)),
    Case("irradiance.aoi", irradiance.aoi, (30.0, 170.0, 40.0, 150.0)),
    Case("irradiance.aoi, arrays", lambda z, a: total(irradiance.aoi(30.0, 170.0, z, a)), (ZENITH, AZIMUTH)),
    Case("irradiance.beam_component", irradiance.beam_component, (30.0, 170.0, 40.0, 150.0, 700.0)),
    Case("irradiance.get_ground_diffuse", irradiance.get_ground_diffuse, (30.0, 700.0, 0.22)),
    Case(
        "irradiance.get_ground_diffuse, surface",
        lambda g: irradiance.get_ground_diffuse(30.0, g, surface_type="sand"),
        (700.0,),
    ),
    Case("irradiance.isotropic", irradiance.isotropic, (30.0, 120.0)),
    Case("irradiance.klucher", irradiance.klucher, (30.0, 170.0, 120.0, 700.0, 40.0, 150.0)),
    Case(
        "irradiance.klucher, arrays",
        lambda d, g, z: total(irradiance.klucher(30.0, 170.0, d, g, z, AZIMUTH)),
        (DHI, GHI, ZENITH),
    ),
    Case("irradiance.haydavies", irradiance.haydavies, (30.0, 170.0, 120.0, 700.0, 1361.0, 40.0, 150.0)),
    Case(
        "irradiance.haydavies, arrays",
        lambda d, n, z: total(irradiance.haydavies(30.0, 170.0, d, n, 1361.0, z, AZIMUTH)),
        (DHI, DNI, ZENITH),
    ),
    Case(
        "irradiance.reindl",
        lambda d, n, g, z: total(irradiance.reindl(30.0, 170.0, d, n, g, 1361.0, z, AZIMUTH)),
        (DHI, DNI, GHI, ZENITH),
    ),
    Case(
        "irradiance.perez",
        lambda d, n, z: total(irradiance.perez(30.0, 170.0, d, n, 1361.0, z, AZIMUTH, AIRMASS)),
        (DHI, DNI, ZENITH),
    ),
    Case("irradiance.perez, numbers", irradiance.perez, (30.0, 170.0, 120.0, 700.0, 1361.0, 40.0, 150.0, 1.3)),
    Case(
        "irradiance.perez_driesse",
        lambda d, n, z: total(irradiance.perez_driesse(30.0, 170.0, d, n, 1361.0, z, AZIMUTH, AIRMASS)),
        (DHI, DNI, ZENITH),
        refused="SRC004",
    ),
    Case("irradiance.clearness_index", irradiance.clearness_index, (700.0, 40.0, 1361.0)),
    Case("irradiance.clearness_index_zenith_independent", irradiance.clearness_index_zenith_independent, (0.6, 1.5)),
    Case("irradiance.clearsky_index", lambda g: total(irradiance.clearsky_index(g, GHI * 1.1)), (GHI,)),
    Case("irradiance.get_extra_radiation", lambda d: irradiance.get_extra_radiation(d), (172.0,)),
    Case("irradiance.get_extra_radiation, asce", lambda d: irradiance.get_extra_radiation(d, method="asce"), (172.0,)),
    Case("irradiance.disc", lambda g, z: irradiance.disc(g, z, 172.0)["dni"], (700.0, 40.0)),
    Case("irradiance.disc, arrays", lambda g, z: total(irradiance.disc(g, z, 172.0)["dni"]), (GHI, ZENITH)),
    Case("irradiance.erbs", lambda g, z: irradiance.erbs(g, z, 172.0)["dhi"], (700.0, 40.0)),
    Case("irradiance.erbs, arrays", lambda g, z: total(irradiance.erbs(g, z, 172.0)["dhi"]), (GHI, ZENITH)),
    Case("irradiance.erbs_driesse", lambda g, z: total(irradiance.erbs_driesse(g, z, 172.0)["dhi"]), (GHI, ZENITH)),
    Case(
        "irradiance.orgill_hollands",
        lambda g, z: total(irradiance.orgill_hollands(g, z, 172.0)["dni"]),
        (0.8 * GHI, ZENITH),
    ),
    Case("irradiance.boland", lambda g, z: total(irradiance.boland(g, z, 172.0)["dni"]), (GHI, ZENITH)),
    Case("irradiance.campbell_norman", lambda z, t: total(irradiance.campbell_norman(z, t)["ghi"]), (ZENITH, 0.6)),
    Case("irradiance.dni", lambda g, d, z: total(irradiance.dni(g, d, z)), (GHI, DHI, ZENITH)),
    Case(
        "irradiance.poa_components",
        lambda a, n: irradiance.poa_components(a, n, 120.0, 20.0)["poa_global"],
        (30.0, 700.0),
    ),
    Case(
        "irradiance.get_sky_diffuse",
        lambda d, n, z: irradiance.get_sky_diffuse(30.0, 170.0, z, 150.0, n, 700.0, d),
        (120.0, 700.0, 40.0),
    ),
    Case(
        "irradiance.get_total_irradiance",
        lambda d, n, g: irradiance.get_total_irradiance(30.0, 170.0, 40.0, 150.0, n, g, d)["poa_global"],
        (120.0, 700.0, 620.0),
    ),
    Case(
        "irradiance.get_total_irradiance, haydavies",
        lambda n, g, d: total(
            irradiance.get_total_irradiance(30.0, 170.0, ZENITH, AZIMUTH, n, g, d, dni_extra=1361.0, model="haydavies")[
                "poa_global"
            ]
        ),
        (DNI, GHI, DHI),
    ),
    Case("irradiance.louche", lambda g, z: total(irradiance.louche(g, z, 172.0)["dni"]), (GHI, ZENITH)),
    Case("irradiance.diffuse_par_spitters", irradiance.diffuse_par_spitters, (40.0, 0.3)),
    Case("clearsky.haurwitz", lambda z: total(clearsky.haurwitz(z)), (ZENITH,), refused="SRC003"),
    Case("clearsky.ineichen", lambda z, m: clearsky.ineichen(z, m, 3.0)["ghi"], (40.0, 1.3)),
    Case("clearsky.ineichen, arrays", lambda z, m: total(clearsky.ineichen(z, m, 3.0)["dni"]), (ZENITH, AIRMASS)),
    Case("clearsky.simplified_solis", lambda e, w: clearsky.simplified_solis(e, 0.1, w)["ghi"], (50.0, 1.4)),
    Case("clearsky.bird", lambda z, m: total(clearsky.bird(z, m, 0.2, 0.15, 1.5)["ghi"]), (ZENITH, AIRMASS)),
    Case("iam.ashrae", lambda a, b: total(iam.ashrae(a, b)), (ANGLES, 0.05)),
    Case("iam.physical", lambda a, n, k: total(iam.physical(a, n, k)), (ANGLES, 1.526, 4.0)),
    Case("iam.physical, number", iam.physical, (47.0, 1.526, 4.0, 0.002)),
    Case("iam.martin_ruiz", lambda a, r: total(iam.martin_ruiz(a, r)), (ANGLES, 0.16)),
    Case("iam.martin_ruiz_diffuse", lambda t: iam.martin_ruiz_diffuse(t)["sky"], (35.0,)),
    Case(
        "iam.interp",
        lambda a: total(iam.interp(a, [0.0, 30.0, 60.0, 90.0], [1.0, 0.98, 0.9, 0.1])),
        (ANGLES,),
        refused="SRC004",
    ),
    Case("iam.sapm", lambda a: total(iam.sapm(a, SAPM)), (ANGLES,)),
    Case("iam.schlick", lambda a: total(iam.schlick(a)), (ANGLES,)),
    Case("iam.schlick_diffuse", lambda t: iam.schlick_diffuse(t)["sky"], (35.0,)),
    Case("temperature.sapm_cell", temperature.sapm_cell, (700.0, 21.0, 3.0, -3.47, -0.0594, 3.0)),
    Case("temperature.sapm_module", temperature.sapm_module, (700.0, 21.0, 3.0, -3.47, -0.0594)),
    Case("temperature.sapm_cell_from_module", temperature.sapm_cell_from_module, (40.0, 700.0, 3.0)),
    Case("temperature.pvsyst_cell", temperature.pvsyst_cell, (700.0, 21.0, 3.0, 29.0, 0.5, 0.1, 0.9)),
    Case("temperature.faiman", lambda p, t: total(temperature.faiman(p, t)), (GHI, CELL)),
    Case("temperature.faiman_rad", lambda p, t, w, i: temperature.faiman_rad(p, t, w, i), (700.0, 21.0, 3.0, 320.0)),
    Case("temperature.ross", lambda p, t, k: temperature.ross(p, t, k=k), (700.0, 21.0, 0.03)),
    Case("temperature.noct_sam", lambda p, t, w: temperature.noct_sam(p, t, w, 45.0, 0.2), (700.0, 21.0, 3.0)),
    Case("temperature.generic_linear", temperature.generic_linear, (700.0, 21.0, 3.0, 25.0, 6.8, 0.2, 0.9)),
    Case(
        "temperature._fuentes_hconv",
        lambda t, w, d: temperature._fuentes_hconv(t, w, d, 0.5, 30.0, True),
        (310.0, 3.0, 12.0),
    ),
    Case(
        "pvsystem.calcparams_desoto",
        lambda g, t: total(pvsystem.calcparams_desoto(g, t, 0.003, 1.8, 6.0, 5e-11, 350.0, 0.3)[1] * 1e10),
        (GHI, CELL),
    ),
    Case(
        "pvsystem.calcparams_desoto, shunt",
        lambda g, t: pvsystem.calcparams_desoto(g, t, 0.003, 1.8, 6.0, 5e-11, 350.0, 0.3)[3],
        (700.0, 40.0),
    ),
    Case(
        "pvsystem.calcparams_cec",
        lambda g, t: total(pvsystem.calcparams_cec(g, t, 0.003, 1.8, 6.0, 5e-11, 350.0, 0.3, 8.0)[0]),
        (GHI, CELL),
    ),
    Case(
        "pvsystem.calcparams_pvsyst",
        lambda g, t: total(
            pvsystem.calcparams_pvsyst(g, t, 0.003, 1.1, -0.0004, 6.0, 5e-11, 350.0, 2000.0, 0.3, 60)[3]
        ),
        (GHI, CELL),
    ),
    Case("pvsystem.sapm", lambda g, t: total(pvsystem.sapm(g, t, SAPM)["p_mp"]), (GHI, CELL)),
    Case(
        "pvsystem.sapm_effective_irradiance",
        lambda d, m, a: pvsystem.sapm_effective_irradiance(d, 100.0, m, a, SAPM),
        (600.0, 1.4, 35.0),
    ),
    Case("pvsystem.pvwatts_dc", lambda g, t: total(pvsystem.pvwatts_dc(g, t, 5000.0, -0.004)), (GHI, CELL)),
    Case("pvsystem.pvwatts_losses", pvsystem.pvwatts_losses, (2.0, 3.0, 0.5, 2.0, 2.0, 0.5, 1.5, 1.0, 0.1, 3.0)),
    Case("pvsystem.dc_ohms_from_percent", pvsystem.dc_ohms_from_percent, (38.0, 8.0, 2.0)),
    Case("pvsystem.dc_ohmic_losses", pvsystem.dc_ohmic_losses, (0.3, 8.0)),
    Case("pvsystem.i_from_v", pvsystem.i_from_v, (30.0, *DIODE), refused="SRC003"),
    Case("pvsystem.v_from_i, lambertw", pvsystem.v_from_i, (5.0, *DIODE), refused="SRC003"),
    Case(
        "pvsystem.singlediode",
        lambda a, b, c, d, e: pvsystem.singlediode(a, b, c, d, e)["p_mp"],
        DIODE,
        refused="SRC004",
    ),
    Case("singlediode.estimate_voc", singlediode.estimate_voc, (6.1, 1.2e-10, 1.55)),
    Case("singlediode.bishop88", lambda v, a, b, c, d, e: singlediode.bishop88(v, a, b, c, d, e)[2], (30.0, *DIODE)),
    Case(
        "singlediode.bishop88, gradients",
        lambda v, a, b, c, d, e: singlediode.bishop88(v, a, b, c, d, e, gradients=True)[5],
        (30.0, *DIODE),
    ),
    Case("singlediode._vmp_opt", singlediode._vmp_opt, (30.0, *DIODE), refused="SRC003"),
    Case(
        "singlediode.batzelis",
        lambda a, b, c, d, e: singlediode.batzelis(a, b, c, d, e)["p_mp"],
        DIODE,
    ),
    Case("inverter.sandia", lambda v, p: inverter.sandia(v, p, SANDIA), (39.0, 250.0)),
    Case("inverter.sandia, arrays", lambda v, p: total(inverter.sandia(v, p, SANDIA)), (CELL + 10.0, GHI / 3)),
    Case("inverter.pvwatts", lambda p: total(inverter.pvwatts(p, 900.0)), (GHI,)),
    Case("inverter.pvwatts, number", inverter.pvwatts, (700.0, 900.0)),
    Case("transformer.simple_efficiency", transformer.simple_efficiency, (700.0, 0.002, 0.01, 1000.0)),
    Case(
        "pvarray.pvefficiency_adr",
        lambda g, t: total(pvarray.pvefficiency_adr(g, t, 1.0, -6.0, 0.02, 0.05, 0.1)),
        (GHI, CELL),
        refused="SRC004",
    ),
    Case("pvarray.huld", lambda g, t: total(pvarray.huld(g, t, 300.0, cell_type="cSi")), (GHI, CELL)),
    Case(
        "pvarray.huld, coefficients",
        lambda g, t: total(pvarray.huld(g, t, 300.0, k=(-0.01, -0.04, -0.004, 1e-4, 1e-4, 3e-6))),
        (GHI, CELL),
    ),
    Case("shading.masking_angle", shading.masking_angle, (20.0, 0.4, 0.7)),
    Case("shading.ground_angle", shading.ground_angle, (20.0, 0.4, 0.7)),
    Case("shading.masking_angle_passias", shading.masking_angle_passias, (20.0, 0.4)),
    Case("shading.sky_diffuse_passias", shading.sky_diffuse_passias, (20.0,)),
    Case("shading.projected_solar_zenith_angle", shading.projected_solar_zenith_angle, (40.0, 150.0, 5.0, 180.0)),
    Case(
        "shading.shaded_fraction1d",
        lambda z, a, r: shading.shaded_fraction1d(z, a, 90.0, r, collector_width=2.0, pitch=3.0),
        (80.0, 135.0, 30.0),
    ),
    Case("snow.dc_loss_nrel", lambda c: snow.dc_loss_nrel(c, 8), (0.37,)),
    Case("solarposition.declination_spencer71", solarposition.declination_spencer71, (172.0,)),
    Case("solarposition.declination_cooper69", solarposition.declination_cooper69, (150.0,)),
    Case("solarposition.equation_of_time_spencer71", solarposition.equation_of_time_spencer71, (172.0,)),
    Case("solarposition.equation_of_time_pvcdrom", solarposition.equation_of_time_pvcdrom, (172.0,)),
    Case("solarposition.solar_zenith_analytical", solarposition.solar_zenith_analytical, (0.6, 0.3, 0.2)),
    Case("solarposition.solar_azimuth_analytical", solarposition.solar_azimuth_analytical, (0.6, 0.3, 0.2, 0.49)),
    Case("spa.julian_ephemeris_day", spa.julian_ephemeris_day, (2452930.3, 67.0)),
    Case("spa.heliocentric_longitude", spa.heliocentric_longitude, (0.0037,)),
    Case("spa.heliocentric_radius_vector", spa.heliocentric_radius_vector, (0.0037,)),
    Case("spa.mean_elongation", spa.mean_elongation, (0.037,)),
    Case("spa.mean_ecliptic_obliquity", spa.mean_ecliptic_obliquity, (0.0037,)),
    Case("spa.geocentric_sun_right_ascension", spa.geocentric_sun_right_ascension, (204.0, 23.44, 0.0001)),
    Case("spa.geocentric_sun_declination", spa.geocentric_sun_declination, (204.0, 23.44, 0.0001)),
    Case("spa.uterm", spa.uterm, (39.74,)),
    Case("spa.xterm", lambda a, b: spa.xterm(spa.uterm(a), a, b), (39.74, 1830.0)),
    Case(
        "spa.topocentric_elevation_angle_without_atmosphere",
        spa.topocentric_elevation_angle_without_atmosphere,
        (39.7, -9.3, 11.1),
    ),
    Case("spa.atmospheric_refraction_correction", spa.atmospheric_refraction_correction, (820.0, 11.0, 39.8, 0.5667)),
    Case("spectrum.spectral_factor_sapm", lambda m: total(spectrum.spectral_factor_sapm(m, SAPM)), (AIRMASS,)),
    Case(
        "spectrum.spectral_factor_firstsolar",
        lambda w, m: total(spectrum.spectral_factor_firstsolar(w, m, "cdte")),
        (1.4, 1.5),
    ),
    Case(
        "spectrum.spectral_factor_caballero",
        lambda w, m, a: spectrum.spectral_factor_caballero(w, m, a, "cdte"),
        (1.4, 1.5, 0.1),
    ),
    Case("spectrum.spectral_factor_pvspec", lambda m, k: spectrum.spectral_factor_pvspec(m, k, "fs4-1"), (1.5, 0.8)),
    Case("spectrum.spectral_factor_jrc", lambda m, k: spectrum.spectral_factor_jrc(m, k, "cdte"), (1.5, 0.8)),
    Case("tracking.calc_axis_tilt", tracking.calc_axis_tilt, (180.0, 10.0, 150.0)),
    Case("tracking.calc_cross_axis_tilt", tracking.calc_cross_axis_tilt, (180.0, 10.0, 150.0, 8.0)),
    Case(
        "tracking.calc_surface_orientation",
        lambda t: tracking.calc_surface_orientation(t, 5.0, 180.0)["surface_tilt"],
        (30.0,),
    ),
    Case("tracking.singleaxis", lambda z, a: total(tracking.singleaxis(z, a)["aoi"]), (40.0, 150.0)),
    Case("bifacial.power_mismatch_deline", lambda r: power_mismatch_deline(r), (0.1,), refused="SRC004"),
    Case("bifacial.vf_row_sky_2d", utils.vf_row_sky_2d, (30.0, 0.4, 0.3)),
    Case("bifacial.vf_row_sky_2d_integ", utils.vf_row_sky_2d_integ, (30.0, 0.4, 0.1, 0.8)),
    Case("bifacial.vf_row_ground_2d", utils.vf_row_ground_2d, (30.0, 0.4, 0.3)),
    Case(
        "bifacial.infinite_sheds",
        lambda t: total(
            infinite_sheds.get_irradiance_poa(t, 180.0, 40.0, 150.0, 0.4, 1.5, 3.0, 620.0, 120.0, 700.0, 0.2)[
                "poa_global"
            ]
        ),
        (30.0,),
    ),
    Case("ivtools._log_lambertw", lambda x: ivtools.utils._log_lambertw(x), (2.5,)),
]


@pytest.mark.parametrize("case", right(CASES))
def test_derivative_is_that_of_the_package(case: Case) -> None:
    check_derivative(case)


@pytest.mark.parametrize("case", refused(CASES))
def test_refusal_has_its_code(case: Case) -> None:
    check_refusal(case)
