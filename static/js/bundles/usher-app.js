// The usher's app, which works without a network.
import "../../checkin/app/app.js";
