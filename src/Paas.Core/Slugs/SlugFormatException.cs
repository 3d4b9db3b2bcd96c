namespace Paas.Slugs;

/// <summary>Something cannot be a slug, or part of one: a file that cannot be read, an archive or a listing with what is refused.</summary>
internal sealed class SlugFormatException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    public static SlugFormatException OfFile(string name, Exception cause) => new($"'{name}' cannot be put into the slug: {cause.Message}", cause);
}
