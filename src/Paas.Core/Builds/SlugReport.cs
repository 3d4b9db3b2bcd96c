using Paas.Slugs;

namespace Paas.Builds;

/// <summary>Tells in the transcript how large a slug is, and what makes it so when it is large.</summary>
/// <param name="output">The transcript.</param>
/// <param name="maximum">Largest compressed size.</param>
internal sealed class SlugReport(IBuildOutput output, long maximum)
{
    private const long Megabyte = 1024 * 1024;
    private const int MaxDirectories = 5;

    /// <summary>As on Heroku: 300 of 500 MB.</summary>
    private readonly long _softLimit = maximum / 5 * 3;

    public void Write(PackedSlug slug)
    {
        output.Detail($"Done: {ByteSize.Format(slug.Size)}");
        output.Detail($"Unpacked: {ByteSize.Format(slug.UnpackedSize)}, new: {ByteSize.Format(slug.NewBytes)}");
        if (slug.Size > _softLimit)
            output.Alert(FormattableString.Invariant($"Warning: Your slug size ({slug.Size / Megabyte} MB) exceeds our soft limit ({_softLimit / Megabyte} MB) which may affect boot time."));
        if (slug.Size > _softLimit || slug.UnpackedSize > maximum)
            WriteLargest(slug.Entries);
    }

    public void Write(SlugTooLargeException tooLarge)
    {
        output.Alert($"{tooLarge.Message}\nSee: http://devcenter.heroku.com/articles/slug-size");
        WriteLargest(tooLarge.Entries);
    }

    private void WriteLargest(IReadOnlyList<SlugEntry> entries)
    {
        output.Detail("Largest directories, unpacked:");
        foreach (var (name, size) in SlugDirectories.Largest(entries, MaxDirectories))
            output.Detail($"  {ByteSize.Format(size),7}  {name}");
    }
}
