namespace Paas.Git.Objects;

/// <summary>What an annotated tag points to: <c>object</c>, then <c>type</c>.</summary>
internal static class TagReader
{
    public static (Oid Target, ObjectType Type) Read(ReadOnlySpan<byte> data)
    {
        var rest = data;
        if (TakeLine(ref rest, "object "u8, out var hex) && Oid.TryParse(hex, out var target) && TakeLine(ref rest, "type "u8, out var name))
        {
            var type = name.SequenceEqual("commit"u8) ? ObjectType.Commit
                : name.SequenceEqual("tree"u8) ? ObjectType.Tree
                : name.SequenceEqual("blob"u8) ? ObjectType.Blob
                : name.SequenceEqual("tag"u8) ? ObjectType.Tag
                : ObjectType.None;
            if (type != ObjectType.None)
                return (target, type);
        }

        throw new GitDataException("a tag is malformed");
    }

    private static bool TakeLine(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var end = rest.IndexOf((byte)'\n');
        value = default;
        if (end < 0 || !rest.StartsWith(key))
            return false;
        value = rest[key.Length..end];
        rest = rest[(end + 1)..];
        return true;
    }
}
