using System.Buffers;
using System.Runtime.InteropServices;

namespace Paas.Git.Objects;

/// <summary>Name of a git object: its SHA-1. Twenty bytes, laid out as libgit2's <c>git_oid</c>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
internal readonly record struct Oid
{
    public const int Size = 20;
    public const int HexLength = 40;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _third;

    /// <summary>All zeros: "no object" in commands.</summary>
    public bool IsZero => this == default;

    public static Oid FromBytes(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<Oid>(bytes[..Size]);

    public static bool TryParse(ReadOnlySpan<byte> hex, out Oid oid)
    {
        oid = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (hex.Length != HexLength || Convert.FromHexString(hex, bytes, out _, out _) != OperationStatus.Done)
            return false;
        oid = FromBytes(bytes);
        return true;
    }

    public static Oid Parse(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        return bytes.Length == Size ? FromBytes(bytes) : throw new FormatException($"'{hex}' is not a SHA-1 object id.");
    }

    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in this);

    public string Short() => ToString()[..7];

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
