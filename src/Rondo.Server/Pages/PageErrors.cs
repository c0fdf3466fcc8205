using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Rondo.Engine.Errors;
using Rondo.Server.Http;
using Rondo.Server.Pages.Layout;

namespace Rondo.Server.Pages;

/// <summary>Mistakes as pages: what was found, what was expected, what to do.</summary>
static class PageErrors
{
    public static async ValueTask<object?> Show(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (RondoException e) when (!StatusMap.IsStoreFailure(e.Mistakes[0].Code))
        {
            var first = e.Mistakes[0];
            return Page(StatusMap.StatusOf(first.Code), first.Message, first.Hint);
        }
    }

    public static RazorComponentResult NotFound(string message, string? hint) => Page(StatusCodes.Status404NotFound, message, hint);

    public static RazorComponentResult Page(int status, string message, string? hint) =>
        new RazorComponentResult<ErrorPage>(new Dictionary<string, object?> { ["Message"] = message, ["Hint"] = hint, ["Status"] = status }) { StatusCode = status };
}
