namespace Paas.Git.Objects;

/// <summary>Kinds of git objects, numbered as in packs and in libgit2.</summary>
internal enum ObjectType
{
    None = 0,
    Commit = 1,
    Tree = 2,
    Blob = 3,
    Tag = 4,
}
