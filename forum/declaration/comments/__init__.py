"""What invited cities say about a draft, article by article, until it is frozen."""
