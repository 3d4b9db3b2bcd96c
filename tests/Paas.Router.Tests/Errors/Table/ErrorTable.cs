using System.Text;

namespace Paas.Errors.Table;

/// <summary>Writes the table.</summary>
internal static class ErrorTable
{
    private static readonly (string Code, string Why)[] Absent =
    [
        ("H16", "Retired by Heroku (a redirect to herokuapp.com)."),
        ("H23", "Retired in Heroku's Router 2.0 (an endpoint that could not upgrade): what answers an upgrade with anything but 101 has given an ordinary response."),
        ("H29, H30", "Never allocated."),
        ("H83", "Declared by Heroku's staff for a planned degradation; there is nobody to declare it here."),
    ];

    public static string Write(List<ErrorCase> cases)
    {
        var text = new StringBuilder();
        text.Append("""
            # Errors of the router

            Every failure that the router raises, each provoked over real sockets by `ErrorTableTests`, which fails when this file and the
            router differ (`UPDATE_GOLDEN=1` writes it anew). Codes and texts are Heroku's (Dev Center, "Error Codes"). The request was
            `GET /x?y=1` (or POST, CONNECT) from 127.0.0.1 with `X-Request-ID: 0123456789abcdef0123`; times are those of the deadline.

            | code | provoked by | client sees | page |
            |---|---|---|---|

            """);
        foreach (var each in cases)
            text.Append($"| {each.Code} | {each.How} | {each.Status} | {each.Page} |\n");
        text.Append("\nCodes that this router never raises:\n\n| code | why |\n|---|---|\n");
        foreach (var (code, why) in Absent)
            text.Append($"| {code} | {why} |\n");
        text.Append("""

            A page is small HTML without script. An app's `ErrorPageUrl` or `MaintenancePageUrl` is shown in a frame over the whole
            window instead of "Application Error" and "Offline for maintenance".

            ## Request lines

            In the order of the table.

            ```

            """);
        foreach (var each in cases)
            text.Append(each.Line.Length > 0 ? each.Line : $"(no line: {each.How})").Append('\n');
        return text.Append("```\n").ToString();
    }
}
