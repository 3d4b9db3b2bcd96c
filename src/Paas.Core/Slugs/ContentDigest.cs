using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Paas.Slugs;

/// <summary>SHA-256 of a piece of content, as a value that a dictionary finds fast.</summary>
internal readonly record struct ContentDigest(UInt128 First, UInt128 Second)
{
    public const int Length = SHA256.HashSizeInBytes;

    public static ContentDigest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(content, hash);
        return Read(hash);
    }

    public static ContentDigest Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, First);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Second);
    }

    /// <summary><c>sha256:</c> and hex digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        return SlugDigest.Format(bytes);
    }
}
