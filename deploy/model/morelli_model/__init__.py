"""Export and check of Morelli's embedding model."""
