using System.Globalization;
using System.Text.RegularExpressions;

namespace Paas.Apps;

/// <summary>Heroku's rules for app names, and random names in its style.</summary>
internal static partial class AppName
{
    private static readonly string[] Adjectives =
    [
        "aged", "ancient", "autumn", "billowing", "bitter", "black", "blue", "bold", "broad", "calm", "cold", "cool",
        "crimson", "curly", "damp", "dark", "dawn", "delicate", "divine", "dry", "empty", "falling", "fancy", "flat",
        "floral", "fragrant", "frosty", "gentle", "green", "hidden", "holy", "icy", "jolly", "late", "lingering", "little",
        "lively", "long", "lucky", "misty", "morning", "muddy", "mute", "nameless", "noisy", "odd", "old", "orange",
        "patient", "plain", "polished", "proud", "purple", "quiet", "rapid", "red", "restless", "rough", "round", "royal",
        "shiny", "shy", "silent", "small", "snowy", "soft", "solitary", "sparkling", "spring", "square", "steep", "still",
        "summer", "super", "sweet", "throbbing", "tight", "tiny", "twilight", "wandering", "weathered", "white", "wild",
        "winter", "wispy", "withered", "yellow", "young",
    ];

    private static readonly string[] Nouns =
    [
        "art", "band", "bar", "base", "bird", "block", "boat", "bonus", "bread", "breeze", "brook", "bush", "butterfly",
        "cake", "cell", "cherry", "cloud", "credit", "darkness", "dawn", "dew", "disk", "dream", "dust", "feather", "field",
        "fire", "firefly", "flower", "fog", "forest", "frog", "frost", "glade", "glitter", "grass", "hall", "hat", "haze",
        "heart", "hill", "king", "lab", "lake", "leaf", "limit", "math", "meadow", "mode", "moon", "morning", "mountain",
        "mouse", "mud", "night", "paper", "pine", "poetry", "pond", "queen", "rain", "recipe", "resonance", "rice", "river",
        "salad", "scene", "sea", "shadow", "shape", "silence", "sky", "smoke", "snow", "snowflake", "sound", "star", "sun",
        "sunset", "surf", "term", "thunder", "tooth", "tree", "truth", "union", "unit", "violet", "voice", "water",
        "waterfall", "wave", "wildflower", "wind", "wood",
    ];

    /// <summary>Throws <see cref="PaasErrors.InvalidParams"/> when the name is illegal.</summary>
    public static void Check(string name)
    {
        if (!Legal().IsMatch(name))
        {
            throw new PaasException(PaasErrors.InvalidParams,
                $"Name '{(name.Length > 60 ? name[..60] + "..." : name)}' is illegal. Name must start with a letter, end with a letter or digit and can only contain lowercase letters, digits, and dashes; it has 3 to 30 characters.");
        }
    }

    public static string NewRandom(Random random) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Adjectives[random.Next(Adjectives.Length)]}-{Nouns[random.Next(Nouns.Length)]}-{random.Next(10_000, 100_000)}");

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{1,28}[a-z0-9]\z")]
    private static partial Regex Legal();
}
