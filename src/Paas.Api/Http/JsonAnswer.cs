using Microsoft.AspNetCore.Http;

namespace Paas.Api.Http;

/// <summary>JSON bytes. A GET gets an entity tag, and 304 when the caller has it already.</summary>
internal sealed class JsonAnswer(int status, byte[] json) : ApiAnswer
{
    public override Task WriteAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            var tag = EntityTag.Of(json);
            response.Headers.ETag = tag;
            if (EntityTag.Matches(request.Headers.IfNoneMatch, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }
}
