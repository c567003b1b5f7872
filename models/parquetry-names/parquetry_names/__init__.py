"""Weights of Parquetry's names model: `names.npz`, arrays of numpy without pickle. Nothing here is to be called."""
