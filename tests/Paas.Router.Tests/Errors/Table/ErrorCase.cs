using System.Globalization;
using System.Text.RegularExpressions;
using Paas.Harness;

namespace Paas.Errors.Table;

/// <summary>One way to a failure, and what came of it.</summary>
/// <param name="Code">The code that the table lists it under; "–" for none.</param>
/// <param name="How">What peers and platform do, for the table.</param>
/// <param name="Status">What the client saw.</param>
/// <param name="Page">Title of the page that the client saw.</param>
/// <param name="Line">The request line; empty when there is none.</param>
internal sealed partial record ErrorCase(string Code, string How, string Status, string Page, string Line)
{
    public static ErrorCase Of(string code, string how, Message? response, string line, int nominal = 0)
    {
        var title = response is null ? "–" : Title().Match(response.Body) is { Success: true } match ? match.Groups[1].Value : "none, the dyno's answer had begun";
        return new ErrorCase(code, how, response?.Status.ToString(CultureInfo.InvariantCulture) ?? "connection closed", title, Normalize(line, nominal));
    }

    // A clock that moves in steps passes a deadline by a little; the table names the deadline.
    private static string Normalize(string line, int nominal) => Times().Replace(line, time =>
    {
        var value = int.Parse(time.Groups[2].Value, CultureInfo.InvariantCulture);
        if (value == 0)
            return time.Value;
        Assert.InRange(value, nominal, nominal + 60_000);
        return $"{time.Groups[1].Value}={nominal}ms";
    });

    [GeneratedRegex("<title>(.*)</title>")]
    private static partial Regex Title();

    [GeneratedRegex("(connect|service|queue)=([0-9]+)ms")]
    private static partial Regex Times();
}
