"""An OpenSearch cluster that ranks: same terms, same scores (README.md beside this file)."""
