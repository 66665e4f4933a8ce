"""Make the files of the search index: finished pages in; a bundle of files for each year out."""
