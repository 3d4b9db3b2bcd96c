using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Paas.Access.Keys;

/// <summary>A public key in the format of <c>authorized_keys</c>: type, base64 body, comment (sshd(8); the body is RFC 4253, section 6.6).</summary>
internal sealed class SshPublicKey
{
    private const int MaxLength = 16 * 1024;
    private const int MaxCommentLength = 200;
    private const int MinRsaBits = 2_048;

    private static readonly string[] _types =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    private readonly byte[] _body;

    private SshPublicKey(string type, byte[] body, string comment) => (Type, _body, Comment) = (type, body, comment);

    public string Type { get; }

    public string Comment { get; }

    public string Sha256Hex => Convert.ToHexStringLower(SHA256.HashData(_body));

    public string Sha256Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(_body)).TrimEnd('=');

    [SuppressMessage("Security", "CA5351", Justification = "The Platform API shows MD5 fingerprints; nothing is decided by them.")]
    public string Md5Fingerprint => string.Join(':', MD5.HashData(_body).Select(static b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static SshPublicKey Parse(string text)
    {
        if (text.Length > MaxLength || text.Trim().AsSpan().ContainsAny('\r', '\n', '\0'))
            throw Invalid($"it must be one line of at most {MaxLength} characters");
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw Invalid("that is a private key; give the one in the file that ends in .pub, and make a new pair, since this one was sent");
        var parts = text.Trim().Split((char[])[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 2 || !_types.Contains(parts[0], StringComparer.Ordinal))
            throw Invalid($"it must begin with one of {string.Join(", ", _types)}");

        byte[] body;
        try
        {
            body = Convert.FromBase64String(parts[1]);
        }
        catch (FormatException)
        {
            throw Invalid("its second part is not base64");
        }

        var comment = parts.Length > 2 ? parts[2] : "";
        if (comment.Length > MaxCommentLength || comment.Any(char.IsControl))
            throw Invalid($"its comment has more than {MaxCommentLength} characters, or control characters");
        CheckBody(parts[0], body);
        return new SshPublicKey(parts[0], body, comment);
    }

    public override string ToString() => Comment.Length == 0 ? $"{Type} {Convert.ToBase64String(_body)}" : $"{Type} {Convert.ToBase64String(_body)} {Comment}";

    private static void CheckBody(string type, byte[] body)
    {
        var rest = body.AsSpan();
        if (!TryReadField(ref rest, out var name) || Encoding.ASCII.GetString(name) != type)
            throw Invalid("its body is of another type than its first part says");
        switch (type)
        {
            case "ssh-rsa":
                if (!TryReadField(ref rest, out _) || !TryReadField(ref rest, out var modulus) || !rest.IsEmpty)
                    throw Invalid("its body is damaged");
                if (BitsOf(modulus) < MinRsaBits)
                    throw Invalid($"it is an RSA key of {BitsOf(modulus)} bits; at least {MinRsaBits} are needed, better is ssh-ed25519");
                break;
            case "ssh-ed25519":
                if (!TryReadField(ref rest, out var point) || point.Length != 32 || !rest.IsEmpty)
                    throw Invalid("its body is damaged");
                break;
            default:
                var fields = 0;
                while (TryReadField(ref rest, out var field) && !field.IsEmpty)
                    fields++;
                if (fields == 0 || !rest.IsEmpty)
                    throw Invalid("its body is damaged");
                break;
        }
    }

    private static bool TryReadField(ref Span<byte> rest, out Span<byte> field)
    {
        field = default;
        if (rest.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length > rest.Length - 4)
            return false;
        field = rest.Slice(4, (int)length);
        rest = rest[(4 + (int)length)..];
        return true;
    }

    private static int BitsOf(ReadOnlySpan<byte> number)
    {
        var significant = number.TrimStart((byte)0);
        return significant.IsEmpty ? 0 : significant.Length * 8 - System.Numerics.BitOperations.LeadingZeroCount((uint)significant[0]) + 24;
    }

    private static PaasException Invalid(string why) => new(PaasErrors.InvalidParams, $"That is not a usable public SSH key: {why}.");
}
