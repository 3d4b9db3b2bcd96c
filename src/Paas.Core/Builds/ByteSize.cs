namespace Paas.Builds;

/// <summary>Sizes as Heroku prints them: <c>50.6M</c>.</summary>
internal static class ByteSize
{
    public static string Format(long bytes) => bytes switch
    {
        < 1024 => FormattableString.Invariant($"{bytes}B"),
        < 1024 * 1024 => FormattableString.Invariant($"{bytes / 1024.0:0.#}K"),
        < 1024L * 1024 * 1024 => FormattableString.Invariant($"{bytes / (1024.0 * 1024):0.#}M"),
        _ => FormattableString.Invariant($"{bytes / (1024.0 * 1024 * 1024):0.#}G"),
    };
}
