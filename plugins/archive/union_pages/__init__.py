"""The union's web sites, one module for each system that made their pages."""
