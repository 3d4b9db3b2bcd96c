using System.Collections.Immutable;
using Paas.Shell;

namespace Paas.Php;

/// <summary>Which classes are in which files of the app: all that Composer takes from them for its list of classes.</summary>
internal static class DeclaredClasses
{
    /// <summary>PHP's own reading of each file. One that Composer does not read by its suffix counts as a whole, since it may be named itself.</summary>
    private const string List = """
        $kinds = array_filter([T_CLASS, T_INTERFACE, T_TRAIT, T_NAMESPACE, defined("T_ENUM") ? T_ENUM : 0]);
        foreach (explode("\0", stream_get_contents(STDIN)) as $file) {
            if ($file === "") continue;
            echo "\n", $file;
            $text = file_get_contents($file);
            if (!preg_match("/\.(php|inc|hh)$/", $file)) { echo " ", sha1($text); continue; }
            $tokens = array_values(array_filter(token_get_all($text), fn ($token) => !is_array($token) || !in_array($token[0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT])));
            foreach ($tokens as $i => $token) {
                if (!is_array($token) || !in_array($token[0], $kinds)) continue;
                if ($token[0] === T_NAMESPACE) for ($name = ""; is_array($tokens[++$i] ?? ";"); ) $name .= $tokens[$i][1];
                else $name = ($tokens[$i + 1][0] ?? 0) === T_STRING ? $tokens[$i + 1][1] : "";
                if ($name !== "" || $token[0] === T_NAMESPACE) echo " ", $token[1], " ", $name;
            }
        }
        """;

    /// <summary>Shell text that prints a digest of them. For a build dyno: links among the files are followed with no more rights than the build has.</summary>
    public static string Script(ImmutableArray<string> paths) => $$"""
        set -o pipefail
        { find -L {{string.Join(' ', paths.Select(static path => ShellText.Quote($"./{path}")))}} -type f -print0 2>/dev/null || true; } | LC_ALL=C sort -z | php -d memory_limit=-1 -d display_errors=0 -r {{ShellText.Quote(List)}} | sha256sum
        """;
}
