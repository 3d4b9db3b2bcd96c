using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Paas.Slugs;

/// <summary>
/// The object that a slug's digest is of: a short text with its sizes and the digests of the pages of its listing. By these
/// the digest covers every byte of the slug, and nothing but its files decides what it is.
/// </summary>
/// <param name="Entries">Number of entries.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="Pages">The pages, in order, with their lengths.</param>
internal sealed record SlugRoot(int Entries, long Bytes, ImmutableArray<(ContentDigest Digest, int Length)> Pages)
{
    private const string Head = "paas-slug 1";
    private const int MaxLength = 64 * 1024 * 1024;

    public byte[] Write()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Head}\nentries {Entries}\nbytes {Bytes}\n");
        foreach (var (digest, length) in Pages)
            text.Append(CultureInfo.InvariantCulture, $"page {digest} {length}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Reads the object that begins with these bytes; null when it is something else, an archive of earlier versions.</summary>
    /// <exception cref="SlugChecksumException">It does not have the digest.</exception>
    public static async Task<SlugRoot?> ReadAsync(Stream stream, string digest, CancellationToken cancellationToken)
    {
        var head = new byte[Head.Length + 1];
        var count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (!head.AsSpan(0, count).SequenceEqual(Encoding.ASCII.GetBytes(Head + "\n")))
            return null;
        using var bytes = new MemoryStream();
        bytes.Write(head);
        var buffer = new byte[81920];
        while (bytes.Length < MaxLength && (count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            bytes.Write(buffer, 0, count);
        var content = bytes.ToArray();
        var actual = SlugDigest.Format(SHA256.HashData(content));
        return actual == digest ? Parse(Encoding.ASCII.GetString(content)) : throw new SlugChecksumException(digest, actual);
    }

    private static SlugRoot Parse(string text)
    {
        try
        {
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var pages = lines.Skip(3).Select(static line => line.Split(' ')).Select(static parts =>
                (ContentDigest.Read(Convert.FromHexString(SlugDigest.Hex(parts[1]))), int.Parse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture)));
            return new SlugRoot(
                int.Parse(lines[1].AsSpan("entries ".Length), NumberStyles.None, CultureInfo.InvariantCulture),
                long.Parse(lines[2].AsSpan("bytes ".Length), NumberStyles.None, CultureInfo.InvariantCulture),
                [.. pages]);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new SlugFormatException($"The slug's root is damaged: {exception.Message}", exception);
        }
    }
}
