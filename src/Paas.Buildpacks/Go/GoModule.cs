using System.Collections.Immutable;

namespace Paas.Go;

/// <summary>
/// What a build must know of a <c>go.mod</c> before it has a toolchain that could read it. Sources: go.dev/ref/mod and, for
/// the <c>+heroku</c> comments, devcenter.heroku.com/articles/go-apps-with-modules.
/// </summary>
/// <param name="Path">The module's path; empty when the file states none.</param>
/// <param name="Go">The <c>go</c> line: least language version, without a prefix.</param>
/// <param name="Toolchain">The <c>toolchain</c> line, such as <c>go1.22.3</c>.</param>
/// <param name="HerokuVersion"><c>// +heroku goVersion go1.22</c>.</param>
/// <param name="HerokuInstall"><c>// +heroku install ./cmd/...</c>: package patterns.</param>
internal sealed record GoModule(string Path, string? Go, string? Toolchain, string? HerokuVersion, ImmutableArray<string> HerokuInstall)
{
    private static readonly char[] _blanks = [' ', '\t', '\r', '('];

    public static GoModule Parse(string text)
    {
        var module = new GoModule("", null, null, null, []);
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(_blanks, StringSplitOptions.RemoveEmptyEntries);
            module = words switch
            {
                ["//", "+heroku", "goVersion", var version, ..] => module with { HerokuVersion = module.HerokuVersion ?? version },
                ["//", "+heroku", "install", .. { Length: > 0 } patterns] => module.HerokuInstall.IsEmpty ? module with { HerokuInstall = [.. patterns] } : module,
                ["module", var path, ..] => module.Path.Length == 0 ? module with { Path = path.Trim('"', '`') } : module,
                ["go", [>= '0' and <= '9', ..] version, ..] => module with { Go = module.Go ?? version },
                ["toolchain", var name, ..] when name != "default" => module with { Toolchain = module.Toolchain ?? name },
                _ => module,
            };
        }

        return module;
    }
}
