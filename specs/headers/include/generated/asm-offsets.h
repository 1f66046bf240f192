/* Where members are, for assembly: nothing here asks. */
