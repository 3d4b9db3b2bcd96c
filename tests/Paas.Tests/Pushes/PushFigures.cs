namespace Paas.Pushes;

/// <summary>What one push took.</summary>
/// <param name="Answered">From the start of <c>git push</c> to the first answer of the new release.</param>
/// <param name="Tools">Of it in build dynos: the language's own tools.</param>
/// <param name="Boot">Of it in the app's own start.</param>
/// <param name="Stored">Bytes that the release added to the slug store.</param>
/// <param name="Slug">Compressed size of the slug.</param>
/// <param name="Unpacked">Bytes of its files.</param>
internal sealed record PushFigures(TimeSpan Answered, TimeSpan Tools, TimeSpan Boot, long Stored, long Slug, long Unpacked);
