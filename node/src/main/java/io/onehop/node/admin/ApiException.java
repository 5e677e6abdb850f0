package io.onehop.node.admin;

/** A request that is answered with an error: its HTTP status, and a sentence for the operator. */
public final class ApiException extends Exception {
    private static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    private final int status;

    public ApiException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Whether it says that what a command names is not there. */
    public boolean isNotThere() {
        return (status == CONFLICT || status == NOT_FOUND)
                && String.valueOf(getMessage()).startsWith("there is no ");
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, message);
    }

    static ApiException notFound(String message) {
        return new ApiException(NOT_FOUND, message);
    }

    static ApiException conflict(String message) {
        return new ApiException(CONFLICT, message);
    }
}
