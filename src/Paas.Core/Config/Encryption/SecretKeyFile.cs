using System.Security.Cryptography;
using System.Text;
using Paas.State;

namespace Paas.Config.Encryption;

/// <summary>The key file: one line, <c>PAAS-KEY-1:</c> and 32 random bytes in base64. Made durably before its first use.</summary>
internal sealed class SecretKeyFile(string path)
{
    public const int KeySize = 32;

    private const string Prefix = "PAAS-KEY-1:";

    private readonly Lock _gate = new();
    private byte[]? _key;

    public string Path { get; } = path;

    /// <summary>The key, which is made when there is no file.</summary>
    public byte[] GetOrCreate()
    {
        lock (_gate)
            return _key ??= Read() ?? Create();
    }

    /// <summary>The key, or null when there is no file.</summary>
    public byte[]? TryGet()
    {
        lock (_gate)
            return _key ??= Read();
    }

    private byte[]? Read()
    {
        string text;
        try
        {
            text = File.ReadAllText(Path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The key file {Path} cannot be read: {exception.Message}", exception);
        }

        text = text.TrimEnd('\r', '\n');
        var key = new byte[KeySize];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) || length != KeySize)
            throw new PaasException(PaasErrors.Unavailable, $"The key file {Path} is not legible; without it no config var can be read. Restore it from a backup.");
        return key;
    }

    private byte[] Create()
    {
        var key = RandomNumberGenerator.GetBytes(KeySize);
        try
        {
            DurableFile.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            DurableFile.WriteAllBytes(Path, Encoding.ASCII.GetBytes($"{Prefix}{Convert.ToBase64String(key)}\n"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The key file {Path} cannot be written: {exception.Message}", exception);
        }

        return key;
    }
}
