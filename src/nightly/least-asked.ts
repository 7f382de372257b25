/** How often a question must have been asked, in any wording, to be a cluster; DBSCAN takes it as its minimum too. */
export const LEAST_ASKED = 3;
