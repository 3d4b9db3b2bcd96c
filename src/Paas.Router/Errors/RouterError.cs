namespace Paas.Errors;

/// <summary>A failure of routing: what the client gets and what the app's log says.</summary>
/// <param name="Code">H-code; empty when Heroku has none, and then there is no code in the line.</param>
/// <param name="Description">Text of <c>desc</c>.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="Blame">Whose fault it is.</param>
/// <param name="Page">Page of the answer.</param>
internal sealed record RouterError(string Code, string Description, int Status, RouteBlame Blame, ErrorPage Page = ErrorPage.ApplicationError)
{
    private byte[]? _body;

    /// <summary>Severity in the line.</summary>
    public string At { get; init; } = "error";

    /// <summary>Which socket broke, where Heroku says so.</summary>
    public string? Sock { get; init; }

    /// <summary>Cause of an H26.</summary>
    public string? Cause { get; init; }

    /// <summary>The page, made at its first use; all failures together are some thirty small pages.</summary>
    public ReadOnlyMemory<byte> Body => _body ??= BuiltInPage.Render(this);
}
