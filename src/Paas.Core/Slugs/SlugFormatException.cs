namespace Paas.Slugs;

/// <summary>A slug is not an archive that may be unpacked: it holds a name or an entry that is refused.</summary>
internal sealed class SlugFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
