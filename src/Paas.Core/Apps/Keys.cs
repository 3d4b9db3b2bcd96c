using System.Globalization;

namespace Paas.Apps;

/// <summary>Keys of the engine's documents in the state store.</summary>
internal static class Keys
{
    public const string Apps = "app/";

    public static string App(Guid app) => $"app/{app}";

    public static string Release(Guid app, int version) => string.Create(CultureInfo.InvariantCulture, $"app/{app}/release/{version:D8}");

    public static string Releases(Guid app) => $"app/{app}/release/";

    public static string Build(Guid app, Guid build) => $"app/{app}/build/{build}";

    public static string Builds(Guid app) => $"app/{app}/build/";

    public static string Schedule(Guid app, Guid schedule) => $"app/{app}/schedule/{schedule}";

    public static string Certificate(Guid app, Guid certificate) => $"app/{app}/certificate/{certificate}";

    /// <summary>Says that the app sleeps.</summary>
    public static string Sleep(Guid app) => $"app/{app}/sleep";

    /// <summary>Objects of the slug store that perhaps no release needs.</summary>
    public const string Garbage = "garbage/";

    public static string Name(string name) => $"name/{name}";

    public static string Domain(string hostname) => $"domain/{hostname}";
}
