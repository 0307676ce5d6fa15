"""Training, measuring and export of Morelli's embedding model."""
