"""What the list shows of the incidents that are known: which, in what order, folded into which groups. Pure."""
