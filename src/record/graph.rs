//! Directed graphs over numbered nodes: a stable topological order, and what to do with circles.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Edges from a node to those that come after it.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    next: Vec<Vec<usize>>,
}

impl Graph {
    /// A graph of `len` nodes without an edge.
    pub(super) fn new(len: usize) -> Self {
        Self {
            next: vec![Vec::new(); len],
        }
    }

    /// Says that `before` comes before `after`. A node is never before itself.
    pub(super) fn add(&mut self, before: usize, after: usize) {
        if before != after {
            self.next[before].push(after);
        }
    }

    /// What comes directly after `node`.
    pub(super) fn next(&self, node: usize) -> &[usize] {
        &self.next[node]
    }

    /// Whether a path leads from one node to another.
    pub(super) fn leads(&self, from: usize, to: usize) -> bool {
        let mut seen = vec![false; self.next.len()];
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            if node == to {
                return true;
            }
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(&self.next[node]);
            }
        }
        false
    }

    /// All nodes in an order that respects every edge; among those that may come next, the one
    /// with the smallest key. Nodes in a circle, and what comes after them, are left out.
    pub(super) fn order<K: Ord>(&self, key: impl Fn(usize) -> K) -> Vec<usize> {
        let mut waiting = self.indegrees();
        let mut ready: BinaryHeap<_> = (0..self.next.len())
            .filter(|&node| waiting[node] == 0)
            .map(|node| Reverse((key(node), node)))
            .collect();
        let mut order = Vec::with_capacity(self.next.len());
        while let Some(Reverse((_, node))) = ready.pop() {
            order.push(node);
            for &after in &self.next[node] {
                waiting[after] -= 1;
                if waiting[after] == 0 {
                    ready.push(Reverse((key(after), after)));
                }
            }
        }
        order
    }

    /// Takes out every edge within a circle (or between two circles), and returns the nodes that
    /// lost edges, in ascending order. Afterwards [`Graph::order`] holds every node.
    pub(super) fn untangle(&mut self) -> Vec<usize> {
        let forward = self.reached();
        let backward = self.reversed().reached();
        let tangled: Vec<bool> = forward
            .iter()
            .zip(&backward)
            .map(|(&from_start, &from_end)| !from_start && !from_end)
            .collect();
        for (node, next) in self.next.iter_mut().enumerate() {
            next.retain(|&after| !(tangled[node] && tangled[after]));
        }
        (0..tangled.len()).filter(|&node| tangled[node]).collect()
    }

    fn indegrees(&self) -> Vec<usize> {
        let mut degrees = vec![0; self.next.len()];
        for &after in self.next.iter().flatten() {
            degrees[after] += 1;
        }
        degrees
    }

    fn reached(&self) -> Vec<bool> {
        let mut reached = vec![false; self.next.len()];
        for node in self.order(|node| node) {
            reached[node] = true;
        }
        reached
    }

    fn reversed(&self) -> Self {
        let mut reversed = Self::new(self.next.len());
        for (node, next) in self.next.iter().enumerate() {
            for &after in next {
                reversed.add(after, node);
            }
        }
        reversed
    }
}

#[cfg(test)]
mod tests {
    use super::Graph;

    fn graph(len: usize, edges: &[(usize, usize)]) -> Graph {
        let mut graph = Graph::new(len);
        for &(before, after) in edges {
            graph.add(before, after);
        }
        graph
    }

    #[test]
    fn among_ready_nodes_the_smallest_key_comes_first() {
        let graph = graph(4, &[(3, 0)]);
        assert_eq!(graph.order(|node| node), [1, 2, 3, 0]);
    }

    #[test]
    fn a_path_leads_along_the_edges_only() {
        let graph = graph(4, &[(0, 1), (1, 2), (2, 1), (3, 2)]);
        assert!(graph.leads(0, 2) && graph.leads(3, 1) && graph.leads(0, 0));
        assert!(!graph.leads(2, 0) && !graph.leads(0, 3));
    }

    #[test]
    fn untangling_keeps_every_edge_outside_the_circle() {
        let mut graph = graph(5, &[(4, 3), (3, 2), (2, 3), (2, 1), (1, 0)]);
        assert_eq!(graph.untangle(), [2, 3]);
        assert_eq!(graph.order(|node| node), [2, 1, 0, 4, 3]);
    }

    #[test]
    fn a_graph_without_a_circle_loses_nothing() {
        let mut graph = graph(3, &[(2, 1), (1, 0)]);
        assert!(graph.untangle().is_empty());
        assert_eq!(graph.order(|node| node), [2, 1, 0]);
    }
}
