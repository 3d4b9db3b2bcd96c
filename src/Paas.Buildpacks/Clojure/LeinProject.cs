using System.Diagnostics.CodeAnalysis;

namespace Paas.Clojure;

/// <summary>What a build must know of a <c>project.clj</c>. Source: the sample.project.clj of Leiningen.</summary>
/// <param name="UberjarName">File of the jar with everything in it; null when the project makes none.</param>
/// <param name="MinVersion">Least version of Leiningen.</param>
/// <param name="MinVersionLine">Where that stands.</param>
/// <param name="UsesNpm">Whether the plugin lein-npm is used, whose packages must be there before code is compiled.</param>
internal sealed record LeinProject(string? UberjarName, string? MinVersion, int MinVersionLine, bool UsesNpm)
{
    public const string FileName = "project.clj";

    public static bool TryParse(string text, [NotNullWhen(true)] out LeinProject? project, [NotNullWhen(false)] out string? error)
    {
        project = null;
        error = null;
        try
        {
            var form = ClojureReader.Read(text).FirstOrDefault(static form => form is { Kind: ClojureFormKind.List, Items: [{ Text: "defproject" }, ..] });
            if (form is null)
            {
                error = $"{FileName} has no defproject. It starts like (defproject hello \"1.0.0\" :dependencies [[org.clojure/clojure \"1.12.0\"]]).";
                return false;
            }

            var uberjar = form.Find(":profiles")?.Find(":uberjar")?.FindString(":uberjar-name") ?? form.FindString(":uberjar-name");
            project = new LeinProject(uberjar, form.FindString(":min-lein-version"), form.Find(":min-lein-version")?.Line ?? 0, text.Contains("lein-npm", StringComparison.Ordinal));
            return true;
        }
        catch (FormatException e)
        {
            error = $"{FileName} cannot be read: {e.Message}.";
            return false;
        }
    }
}
