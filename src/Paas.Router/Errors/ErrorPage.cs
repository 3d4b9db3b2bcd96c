namespace Paas.Errors;

/// <summary>Which page the client sees.</summary>
internal enum ErrorPage
{
    ApplicationError,
    NoSuchApp,
    Maintenance,
    BadRequest,
    Certificate,
}
