using Microsoft.AspNetCore.Http;

namespace Paas.Api.Http;

/// <summary>What every refusal looks like. Source: devcenter.heroku.com/articles/platform-api-reference#error-responses.</summary>
internal sealed record ErrorBody(string Id, string Message, string? Resource = null, string? Url = null)
{
    /// <summary>Status and body of a failure; null for one that is the platform's own.</summary>
    public static (int Status, ErrorBody Body)? From(Exception exception, string? resource) => exception switch
    {
        ApiException refusal => (refusal.Status, new ErrorBody(refusal.Id, refusal.Message, refusal.Resource)),
        PaasException refusal => (StatusOf(refusal.Id), new ErrorBody(refusal.Id, refusal.Message, refusal.Id == PaasErrors.NotFound ? resource : null)),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, new ErrorBody("payload_too_large", "The request body is too large.")),
        BadHttpRequestException bad => (bad.StatusCode, new ErrorBody("bad_request", bad.Message)),
        _ => null,
    };

    private static int StatusOf(string id) => id switch
    {
        PaasErrors.NotFound => StatusCodes.Status404NotFound,
        PaasErrors.InvalidParams => StatusCodes.Status422UnprocessableEntity,
        PaasErrors.Conflict => StatusCodes.Status409Conflict,
        PaasErrors.Unauthorized => StatusCodes.Status401Unauthorized,
        PaasErrors.Forbidden => StatusCodes.Status403Forbidden,
        PaasErrors.RateLimit => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
