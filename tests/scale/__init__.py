"""Many files by way of Dask and Spark; needs the extra `scale`, and Java."""
