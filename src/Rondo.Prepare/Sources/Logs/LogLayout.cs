namespace Rondo.Prepare.Sources.Logs;

/// <summary>How a log's lines are laid out.</summary>
public enum LogLayout
{
    Auto,
    /// <summary>The Combined Log Format of Apache and nginx: common, then referer and user agent.</summary>
    NginxCombined,
    /// <summary>The Common Log Format of NCSA httpd.</summary>
    Common,
    /// <summary>The W3C Extended Log File Format: lines beginning with # name the fields.</summary>
    W3c,
    /// <summary>One JSON object a line.</summary>
    JsonLines,
    /// <summary>A regular expression.</summary>
    Pattern,
}
