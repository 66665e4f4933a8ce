"""Read pages of Napo's web sites: HTML in; parsed articles and teasers out."""
