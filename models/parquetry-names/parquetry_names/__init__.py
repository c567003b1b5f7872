"""Weights of Parquetry's names model: `weights.npz`, arrays of numpy without pickle. Nothing here is to be called."""
