using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Paas.State;

namespace Paas.Access;

/// <summary>The file that holds the owner's token: one line, <c>PAAS-</c> and 32 random bytes in base64url.</summary>
internal sealed class OwnerTokenFile(string path)
{
    private const string Prefix = "PAAS-";
    private const int RandomBytes = 32;

    public string ReadOrCreate()
    {
        try
        {
            return File.Exists(path) ? Read() : Create();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The token file {path} cannot be read or written: {exception.Message}", exception);
        }
    }

    private string Read()
    {
        var token = File.ReadAllText(path).TrimEnd('\r', '\n');
        if (!token.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(token.AsSpan(Prefix.Length), out var length) || length != RandomBytes)
            throw new PaasException(PaasErrors.Unavailable, $"The token file {path} is not legible: it should hold one line, {Prefix} and 43 letters, digits, - or _. Restore it, or delete it to get a new token at the next start.");
        return token;
    }

    private string Create()
    {
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        DurableFile.CreateDirectory(Path.GetDirectoryName(path)!);
        DurableFile.WriteAllBytes(path, Encoding.ASCII.GetBytes(token + "\n"));
        return token;
    }
}
