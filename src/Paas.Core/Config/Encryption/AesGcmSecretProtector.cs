using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Paas.Config.Encryption;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) with a random nonce and the key in <c>{DataDirectory}/key</c>.
/// <code>version(1) = 1 | key id(4) | nonce(12) | tag(16) | ciphertext      associated data: version, key id, purpose</code>
/// The key id tells a wrong key from bytes that were changed. Random nonces are safe for 2³² seals with one key.
/// </summary>
internal sealed class AesGcmSecretProtector : ISecretProtector
{
    private const byte Version = 1;
    private const int IdOffset = 1;
    private const int NonceOffset = 5;
    private const int NonceSize = 12;
    private const int TagOffset = NonceOffset + NonceSize;
    private const int TagSize = 16;
    private const int HeaderSize = TagOffset + TagSize;

    private readonly SecretKeyFile _keyFile;

    public AesGcmSecretProtector(IOptions<PaasOptions> options)
    {
        _keyFile = new SecretKeyFile(Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "key")));
    }

    public byte[] Protect(ReadOnlySpan<byte> plain, string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        var key = _keyFile.GetOrCreate();
        var result = new byte[HeaderSize + plain.Length];
        var span = result.AsSpan();
        span[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(span[IdOffset..], IdOf(key));
        var nonce = span.Slice(NonceOffset, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, span[HeaderSize..], span.Slice(TagOffset, TagSize), AssociatedData(span, purpose));
        return result;
    }

    public byte[] Unprotect(ReadOnlySpan<byte> sealedData, string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        if (sealedData.Length < HeaderSize || sealedData[0] != Version)
            throw new PaasException(PaasErrors.Unavailable, $"The secret '{purpose}' was not sealed by this version of Paas, or is damaged. Restore the state from a backup.");
        var id = BinaryPrimitives.ReadUInt32BigEndian(sealedData[IdOffset..]);
        var key = _keyFile.TryGet()
            ?? throw new PaasException(PaasErrors.Unavailable, $"The key file {_keyFile.Path} is missing. The secret '{purpose}' was sealed with key {id:x8}; put the file with that key back.");
        if (IdOf(key) != id)
            throw new PaasException(PaasErrors.Unavailable, $"The key file {_keyFile.Path} holds key {IdOf(key):x8}, but the secret '{purpose}' was sealed with key {id:x8}; put the file with that key back.");

        var plain = new byte[sealedData.Length - HeaderSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(sealedData.Slice(NonceOffset, NonceSize), sealedData[HeaderSize..], sealedData.Slice(TagOffset, TagSize), plain, AssociatedData(sealedData, purpose));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The secret '{purpose}' was changed since it was sealed, or belongs to something else. Restore the state from a backup.", exception);
        }

        return plain;
    }

    private static byte[] AssociatedData(ReadOnlySpan<byte> header, string purpose) => [.. header[..NonceOffset], .. Encoding.UTF8.GetBytes(purpose)];

    private static uint IdOf(byte[] key) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(key));
}
