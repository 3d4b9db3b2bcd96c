namespace Paas.Selection;

/// <summary>What a reference leads to.</summary>
internal enum BuildpackReferenceKind
{
    /// <summary>A git repository, by http, https or a path of this machine.</summary>
    Git,

    /// <summary>A tarball, by http, https or a path of this machine.</summary>
    Archive,

    /// <summary>A directory of this machine.</summary>
    Directory,

    /// <summary>A directory of the app's own source.</summary>
    Source,
}
