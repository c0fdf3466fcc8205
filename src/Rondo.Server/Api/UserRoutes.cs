using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>Who may sign in.</summary>
static class UserRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").Needs(Permission.Admin);
        users.MapGet("", (Workspace workspace) => new UserList([.. workspace.Users.List().Select(UserAnswer.Of)]));
        users.MapGet("/{name}", (string name, Workspace workspace) => UserAnswer.Of(workspace.Users.Get(name)));
        users.MapPost("", (NewUser request, HttpContext context, Workspace workspace, PasswordCheck passwords) =>
        {
            var hash = passwords.Hash(request.Password, request.Name);
            var user = workspace.Users.Create(request.Name, Roles.Parse(request.Role), hash, context.Author());
            return TypedResults.Created($"/api/v1/users/{Uri.EscapeDataString(user.Name)}", UserAnswer.Of(user));
        }).AuditedByStore();
        users.MapPatch("/{name}", (string name, UserPatch request, HttpContext context, Workspace workspace, PasswordCheck passwords) =>
            UserAnswer.Of(workspace.Users.Change(name, new UserChange
            {
                Role = request.Role is { } role ? Roles.Parse(role) : null,
                IsDisabled = request.Disabled,
                PasswordHash = request.Password is { } password ? passwords.Hash(password, name) : null,
            }, context.Author()))).AuditedByStore();
        users.MapDelete("/{name}", (string name, HttpContext context, Workspace workspace) =>
        {
            workspace.Users.Delete(name, context.Author());
            return TypedResults.NoContent();
        }).AuditedByStore();
    }

    sealed record UserList(IReadOnlyList<UserAnswer> Users);

    sealed record NewUser(string Name, string Role, string Password);

    sealed record UserPatch(string? Role = null, bool? Disabled = null, string? Password = null);
}

/// <summary>A user as the API shows it.</summary>
sealed record UserAnswer(string Name, string Role, bool Disabled, string? Provider, DateTimeOffset Created)
{
    public static UserAnswer Of(User user) => new(user.Name, user.Role.Word(), user.IsDisabled, user.Issuer, user.Created);
}
