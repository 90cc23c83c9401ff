/// Bounds that keep a hostile document harmless; each is checked before the memory or time is spent.
package struct YAMLLimits: Sendable, Equatable {
    /// The most bytes of a file, itself included.
    package var bytes: Int

    /// The deepest nesting of lists and mappings, itself included; a scalar alone has depth 0.
    ///
    /// At most 500, because reading is recursive.
    package var nesting: Int

    /// The most nodes of the tree, keys included, after every alias has been expanded.
    package var nodes: Int

    /// The most UTF-8 bytes of one scalar's text.
    package var scalarBytes: Int

    /// The most UTF-8 bytes of all scalars' texts together, after every alias has been expanded.
    package var expandedBytes: Int

    /// Limits; by default 4 MiB, nesting 64, 500,000 nodes, 1 MiB for a scalar, 16 MiB for all of them expanded.
    package init(
        bytes: Int = 4 << 20,
        nesting: Int = 64,
        nodes: Int = 500_000,
        scalarBytes: Int = 1 << 20,
        expandedBytes: Int = 16 << 20
    ) {
        self.bytes = bytes
        self.nesting = min(nesting, 500)
        self.nodes = nodes
        self.scalarBytes = scalarBytes
        self.expandedBytes = expandedBytes
    }

    /// The limits for runbooks, scenarios and inputs.
    package static let `default` = YAMLLimits()
}
