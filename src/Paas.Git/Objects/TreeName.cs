namespace Paas.Git.Objects;

/// <summary>Rules for the names in a tree.</summary>
internal static class TreeName
{
    /// <summary>What is wrong with the name, or null. Covers the spellings of <c>.git</c> that some file systems take for it.</summary>
    public static string? Problem(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return "is empty";
        if (name.Contains((byte)'/'))
            return "contains a slash";
        if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            return "is a directory reference";
        return IsDotGit(name) ? "is reserved for git" : null;
    }

    /// <summary>Git's order of tree entries: bytewise, directories as if their names ended in a slash.</summary>
    public static int Compare(ReadOnlySpan<byte> left, bool leftIsDirectory, ReadOnlySpan<byte> right, bool rightIsDirectory)
    {
        var common = Math.Min(left.Length, right.Length);
        var order = left[..common].SequenceCompareTo(right[..common]);
        if (order != 0)
            return order;
        // A file and a directory of the same name sort apart ("a", "a/") and are caught as equal here.
        if (left.Length == right.Length)
            return 0;
        return After(left, common, leftIsDirectory).CompareTo(After(right, common, rightIsDirectory));
    }

    private static int After(ReadOnlySpan<byte> name, int index, bool isDirectory) =>
        index < name.Length ? name[index] : isDirectory ? '/' : 0;

    private static bool IsDotGit(ReadOnlySpan<byte> name)
    {
        // Windows drops trailing dots and spaces and reads what follows ':' as a stream; HFS+ ignores these code points.
        Span<byte> folded = stackalloc byte[8];
        var length = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name.Length - i >= 3 && IsIgnoredByHfs(name.Slice(i, 3)))
            {
                i += 2;
                continue;
            }

            if (name[i] == ':')
                break;
            if (length == folded.Length)
            {
                if (name[i] is (byte)'.' or (byte)' ')
                    continue;
                return false;
            }

            folded[length++] = name[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(name[i] + 32) : name[i];
        }

        var trimmed = folded[..length].TrimEnd(". "u8);
        return trimmed.SequenceEqual(".git"u8) || trimmed.SequenceEqual("git~1"u8);
    }

    // U+200C..U+200F, U+202A..U+202E, U+206A..U+206F, U+FEFF
    private static bool IsIgnoredByHfs(ReadOnlySpan<byte> bytes) =>
        bytes[0] == 0xe2 && ((bytes[1] == 0x80 && bytes[2] is (>= 0x8c and <= 0x8f) or (>= 0xaa and <= 0xae)) || (bytes[1] == 0x81 && bytes[2] is >= 0xaa and <= 0xaf))
        || (bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf);
}
