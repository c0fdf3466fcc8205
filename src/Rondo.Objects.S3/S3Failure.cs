using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Rondo.Engine.Errors;

namespace Rondo.Objects.S3;

/// <summary>Turns what the server and the network report into words that say what to do.</summary>
static class S3Failure
{
    /// <summary>The failure in a user's words, or null when it isn't the server's or the network's.</summary>
    public static RondoException? Explanation(Exception e, S3Address address) => e switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => new("objects_bucket_missing", $"There is no bucket '{address.Bucket}' ({address.Shown}).",
            "Create the bucket, or correct its name."),
        AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" } failure =>
            new("objects_access_refused", $"The server of {address.Shown} does not accept the credentials ({failure.ErrorCode}).",
                "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, when it is used, AWS_SESSION_TOKEN."),
        AmazonS3Exception { ErrorCode: "RequestTimeTooSkewed" } => new("objects_access_refused", $"The server of {address.Shown} has another time than this machine.",
            "Set the clock of this machine."),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new("objects_access_refused", $"The server of {address.Shown} refuses the access.",
            "The credentials need the rights to get, put, delete and list objects there; a result of `predict` needs put alone."),
        AmazonS3Exception { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect } or AmazonS3Exception { ErrorCode: "AuthorizationHeaderMalformed" } =>
            new("objects_wrong_region", $"The bucket of {address.Shown} is in another region than '{address.Region}'.", "Say it: s3://bucket/prefix?region=NAME."),
        AmazonS3Exception { StatusCode: HttpStatusCode.InsufficientStorage } or AmazonS3Exception { ErrorCode: "QuotaExceeded" } =>
            new("objects_full", $"The server of {address.Shown} has no room left.", "Free some space or raise the quota there, and run again."),
        AmazonServiceException { StatusCode: not 0 } failure => new("objects_failed",
            $"The server of {address.Shown} answered {(int)failure.StatusCode}{(IsWord(failure.ErrorCode) ? $" ({failure.ErrorCode})" : "")}.", "Try again; if it stays, look into the server's log."),
        HttpRequestException or IOException or SocketException or TimeoutException or OperationCanceledException or AmazonUnmarshallingException => Away(address),
        AmazonClientException when IsOfNetwork(e) => Away(address),
        AmazonClientException when e.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => new("objects_no_credentials", $"No credentials were found for {address.Shown}.",
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."),
        AmazonClientException => new("objects_failed", $"What was asked of the server of {address.Shown} failed: {e.Message}", "Try again; if it stays, look into the server's log."),
        _ => null,
    };

    static RondoException Away(S3Address address) =>
        new("objects_unreachable", $"The server of {address.Shown} does not answer as an object store.", "Check that it runs, and the endpoint in its address.");

    static bool IsOfNetwork(Exception e) =>
        e.InnerException is { } inner && (inner is HttpRequestException or IOException or SocketException or TimeoutException or OperationCanceledException or System.Xml.XmlException || IsOfNetwork(inner));

    static bool IsWord(string? code) => code is { Length: > 0 and <= 60 } && code.All(char.IsAsciiLetterOrDigit);
}
