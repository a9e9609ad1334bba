from .springs import energy
