namespace Paas.Errors;

/// <summary>All failures that the router raises. Codes and texts are Heroku's (Dev Center, "Error Codes").</summary>
internal static class RouterErrors
{
    public static readonly RouterError NoSuchApp = new("", "No such app", 404, RouteBlame.Client, ErrorPage.NoSuchApp);
    public static readonly RouterError AppCrashed = new("H10", "App crashed", 503, RouteBlame.Dyno);
    public static readonly RouterError BacklogTooDeep = new("H11", "Backlog too deep", 503, RouteBlame.Dyno);
    public static readonly RouterError RequestTimeout = new("H12", "Request timeout", 503, RouteBlame.Dyno);
    public static readonly RouterError ClosedWithoutResponse = new("H13", "Connection closed without response", 503, RouteBlame.Dyno);
    public static readonly RouterError NoWebProcesses = new("H14", "No web processes running", 503, RouteBlame.Platform);
    public static readonly RouterError IdleConnection = new("H15", "Idle connection", 503, RouteBlame.Dyno);
    public static readonly RouterError BadResponse = new("H17", "Poorly formatted HTTP response", 503, RouteBlame.Dyno);
    public static readonly RouterError BadResponseFrame = new("H17", "Poorly formatted HTTP response", 502, RouteBlame.Dyno);
    public static readonly RouterError ServerInterrupted = new("H18", "Server Request Interrupted", 503, RouteBlame.Dyno) { Sock = "backend" };
    public static readonly RouterError ConnectTimeout = new("H19", "Backend connection timeout", 503, RouteBlame.Dyno);
    public static readonly RouterError BootTimeout = new("H20", "App boot timeout", 503, RouteBlame.Dyno);
    public static readonly RouterError ConnectRefused = new("H21", "Backend connection refused", 503, RouteBlame.Dyno);
    public static readonly RouterError ConnectionLimit = new("H22", "Connection limit reached", 503, RouteBlame.Platform);
    public static readonly RouterError ForcedClose = new("H24", "Forced close", 503, RouteBlame.Platform);
    public static readonly RouterError BadLength = Restriction("invalid content length");
    public static readonly RouterError OversizedCookie = Restriction("oversized cookie");
    public static readonly RouterError OversizedHeader = Restriction("oversized header");
    public static readonly RouterError OversizedStatusLine = Restriction("oversized status line");
    public static readonly RouterError BadExpectation = BadRequest(417, "unsupported expect header value");
    public static readonly RouterError BadHeader = BadRequest(400, "bad header");
    public static readonly RouterError BadChunk = BadRequest(400, "bad chunk");
    public static readonly RouterError BadMethod = BadRequest(405, "unsupported method");
    public static readonly RouterError BadVersion = BadRequest(505, "unsupported version");
    public static readonly RouterError ClientInterrupted = new("H27", "Client Request Interrupted", 499, RouteBlame.Client) { At = "warning", Sock = "client" };
    public static readonly RouterError ClientIdle = new("H28", "Client Connection Idle", 499, RouteBlame.Client) { At = "warning" };
    public static readonly RouterError Misdirected = new("H31", "Misdirected Request", 421, RouteBlame.Client);
    public static readonly RouterError CertificateMismatch = new("H32", "TLS Certificate Mismatch", 495, RouteBlame.Client, ErrorPage.Certificate);
    public static readonly RouterError StreamBroken = new("H33", "HTTP/2 Stream Broken", 0, RouteBlame.Client);
    public static readonly RouterError AllQuarantined = new("H34", "All up dynos are quarantined", 503, RouteBlame.Dyno);
    public static readonly RouterError Maintenance = new("H80", "Maintenance mode", 503, RouteBlame.Platform, ErrorPage.Maintenance) { At = "info" };
    public static readonly RouterError BlankApp = new("H81", "Blank app", 503, RouteBlame.Platform) { At = "info" };
    public static readonly RouterError QuotaExhausted = new("H82", "You've used up your dyno hour pool", 503, RouteBlame.Platform) { At = "info" };
    public static readonly RouterError Platform = new("H99", "Platform error", 503, RouteBlame.Platform);

    /// <summary>What a refused request is answered with.</summary>
    public static RouterError OfRequest(HttpError error) => error switch
    {
        HttpError.UnsupportedExpectation => BadExpectation,
        HttpError.UnsupportedMethod => BadMethod,
        HttpError.UnsupportedVersion => BadVersion,
        _ => BadHeader,
    };

    /// <summary>What a refused response is answered with.</summary>
    public static RouterError OfResponse(HttpError error) => error switch
    {
        HttpError.BadContentLength or HttpError.BadTransferEncoding => BadLength,
        HttpError.CookieTooLong => OversizedCookie,
        HttpError.HeaderTooLong or HttpError.TooManyHeaders or HttpError.HeadTooLong => OversizedHeader,
        HttpError.StatusLineTooLong => OversizedStatusLine,
        _ => BadResponse,
    };

    private static RouterError Restriction(string what) => new("H25", "HTTP restriction: " + what, 502, RouteBlame.Dyno);

    private static RouterError BadRequest(int status, string cause) =>
        new("H26", "Request Error", status, RouteBlame.Client, ErrorPage.BadRequest) { Cause = cause };
}
