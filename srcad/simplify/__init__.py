"""Passes ``Function → Function`` that leave what is computed and remove what is needless."""
