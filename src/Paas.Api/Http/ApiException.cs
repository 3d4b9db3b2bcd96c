using Microsoft.AspNetCore.Http;

namespace Paas.Api.Http;

/// <summary>A refusal that ends a request, as Heroku words it: <c>{"id","message","resource"?,"url"?}</c>.</summary>
internal sealed class ApiException(int status, string id, string message, string? resource = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Id { get; } = id;

    /// <summary>Kind of thing that was not found, such as <c>app</c>; the client tells cases apart by it.</summary>
    public string? Resource { get; } = resource;

    public static ApiException NotFound(string resource) =>
        new(StatusCodes.Status404NotFound, PaasErrors.NotFound, $"Couldn't find that {resource.Replace('_', ' ')}.", resource);

    public static ApiException Invalid(string message) => new(StatusCodes.Status422UnprocessableEntity, PaasErrors.InvalidParams, message);

    public static ApiException BadRequest(string message) => new(StatusCodes.Status400BadRequest, "bad_request", message);

    public static ApiException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, PaasErrors.Unauthorized, message);

    public static ApiException Forbidden(string message) => new(StatusCodes.Status403Forbidden, PaasErrors.Forbidden, message);
}
