using System.Security.Cryptography;

namespace Paas.Engine;

/// <summary>Protects nothing, and fails as a protector of another kind does for the one app that the test chose.</summary>
internal sealed class SpoiledProtector : ISecretProtector
{
    public Guid? Spoiled { get; set; }

    public byte[] Protect(ReadOnlySpan<byte> plain, string purpose) => plain.ToArray();

    public byte[] Unprotect(ReadOnlySpan<byte> sealedData, string purpose) =>
        Spoiled is { } app && purpose.Contains($"{app}", StringComparison.Ordinal)
            ? throw new CryptographicException("The key ring has no such key.")
            : sealedData.ToArray();
}
